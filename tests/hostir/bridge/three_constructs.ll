; accept: dropped 3
; keeps: (ptr %p, i64 %n)
; keeps: memory(argmem: read)
define i64 @test(ptr captures(later) %p, i64 range(later) %n) memory(argmem: read, later_mem: none) {
  ret i64 0
}
