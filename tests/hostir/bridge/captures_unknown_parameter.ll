; accept: dropped 1
; keeps: define i64 @test(ptr %p)
; remark: host.ll:4: dropped `captures(address_is_null_maybe)` (a promise that LLVM 22
define i64 @test(ptr captures(address_is_null_maybe) %p) {
  ret i64 0
}
