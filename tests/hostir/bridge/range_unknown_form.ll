; accept: dropped 1
; keeps: (i8 %p)
define i64 @test(i8 range(i8 0, 10, 20) %p) {
  ret i64 0
}
