; accept: dropped 1
; keeps: define i64 @test(
define range(i64 0 to 5) i64 @test() {
  ret i64 0
}
