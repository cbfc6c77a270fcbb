; refuse: host_version_unsupported
; refuse: host.ll:7: 
; refuse: `llvm.later.i64`
; refuse: LLVM 22
declare i64 @g()
define i64 @test(i64 %p) {
  %a = call i64 @llvm.later.i64(i64 %p)
  ret i64 %a
}
declare i64 @llvm.later.i64(i64)
