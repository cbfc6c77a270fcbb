; accept
; keeps: memory(argmem: read, errnomem: write)
define i64 @test(ptr %p) memory(argmem: read, errnomem: write) {
  ret i64 0
}
