; accept
; keeps: call void @llvm.lifetime.start.p0(ptr
declare void @llvm.lifetime.start.p0(i64, ptr)
declare void @llvm.lifetime.end.p0(i64, ptr)
define i64 @test() {
  %a = alloca i64
  call void @llvm.lifetime.start.p0(i64 8, ptr %a)
  store i64 7, ptr %a
  %r = load i64, ptr %a
  call void @llvm.lifetime.end.p0(i64 8, ptr %a)
  ret i64 %r
}
