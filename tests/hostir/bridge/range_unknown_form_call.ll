; accept: dropped 1
; keeps: call i64 @g()
declare i64 @g()
define i64 @test() {
  %r = call range(i64 0 to 5) i64 @g()
  ret i64 %r
}
