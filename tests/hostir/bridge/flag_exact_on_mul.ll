; accept: dropped 1
; keeps: mul i64 %p, 3
define i64 @test(i64 %p) {
  %a = mul exact i64 %p, 3
  ret i64 %a
}
