; accept: dropped 1
; keeps: (ptr %p)
define i64 @test(ptr captures(
  later) %p) {
  ret i64 0
}
