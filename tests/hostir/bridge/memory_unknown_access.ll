; accept: dropped 1
; lacks: memory(
define i64 @test(ptr %p) memory(argmem: append) {
  ret i64 0
}
