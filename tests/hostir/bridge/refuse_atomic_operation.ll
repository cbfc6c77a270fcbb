; refuse: host_version_unsupported
; refuse: `umulh`
define i64 @test(ptr %p) {
  %a = atomicrmw umulh ptr %p, i64 1 seq_cst
  ret i64 %a
}
