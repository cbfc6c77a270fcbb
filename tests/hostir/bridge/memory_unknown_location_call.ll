; accept: dropped 1
; lacks: memory(
declare i64 @g()
define i64 @test() {
  %r = call i64 @g() memory(argmem: read, future_mem: write)
  ret i64 %r
}
