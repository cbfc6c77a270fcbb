; accept: dropped 1
; keeps: %a = add i8 %p, 1
define i64 @test(i8 %p) {
  %a = add samesign i8 %p, 1
  ret i64 0
}
