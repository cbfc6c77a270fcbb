; accept: dropped 1
; keeps: c"captures(later)"
@s = constant [15 x i8] c"captures(later)"
define i64 @test(ptr captures(later) %p) {
  ret i64 0
}
