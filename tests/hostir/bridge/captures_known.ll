; accept
; keeps: captures(none)
define i64 @test(ptr captures(none) %p) {
  ret i64 0
}
