; accept: dropped 1
; keeps: call i64 @g(ptr %p)
declare i64 @g(ptr)
define i64 @test(ptr %p) {
  %r = call i64 @g(ptr captures(later) %p)
  ret i64 %r
}
