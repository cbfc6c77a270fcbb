; accept
; keeps: ret i64 42
define i64 @test() {
  ret i64 42
}
