; accept: dropped 1
; keeps: define i64 @test(
define i64 @test() prefalign(32) {
  ret i64 0
}
