; accept: dropped 1
; lacks: memory(
define i64 @test(ptr %p) memory(read, future_mem: write) {
  ret i64 0
}
