; refuse: host_version_unsupported
; refuse: llvm.lifetime.start.p0
declare void @llvm.lifetime.start.p0(i64, i32, ptr)
declare void @llvm.lifetime.end.p0(ptr)
define i64 @test() {
  %a = alloca i64
  call void @llvm.lifetime.start.p0(i64 8, i32 0, ptr %a)
  store i64 7, ptr %a
  %r = load i64, ptr %a
  call void @llvm.lifetime.end.p0(ptr %a)
  ret i64 %r
}
