; accept: dropped 1
; keeps: memory(read, argmem: readwrite)
define i64 @test(ptr %p) memory(read, argmem: readwrite, future_mem: none) {
  ret i64 0
}
