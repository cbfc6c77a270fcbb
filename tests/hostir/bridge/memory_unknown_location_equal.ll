; accept: dropped 1
; keeps: memory(read)
define i64 @test(ptr %p) memory(read, future_mem: read) {
  ret i64 0
}
