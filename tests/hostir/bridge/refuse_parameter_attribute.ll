; refuse: host_version_unsupported
; refuse: host.ll:6:
; refuse: `mostly_harmless`
; refuse: `clang version 31.4.1`
; refuse: LLVM 22
define i64 @test(i8 mostly_harmless %p) {
  ret i64 0
}
!llvm.ident = !{!0}
!0 = !{!"clang version 31.4.1"}
