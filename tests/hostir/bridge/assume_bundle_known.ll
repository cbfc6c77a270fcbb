; accept
; keeps: "nonnull"
declare void @llvm.assume(i1)
define i64 @test(ptr %p) {
  call void @llvm.assume(i1 true) [ "nonnull"(ptr %p) ]
  ret i64 0
}
