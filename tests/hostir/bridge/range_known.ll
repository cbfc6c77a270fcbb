; accept
; keeps: range(i8 0, 10)
define i64 @test(i8 range(i8 0, 10) %p) {
  ret i64 0
}
