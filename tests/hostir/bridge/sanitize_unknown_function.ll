; accept: dropped 1
; keeps: define i64 @test(
define i64 @test() sanitize_later {
  ret i64 0
}
