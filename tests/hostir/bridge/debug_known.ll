; accept
; keeps: define i64 @test(
; lacks: !dbg
define i64 @test() !dbg !3 {
  ret i64 0, !dbg !4
}
!llvm.module.flags = !{!9}
!9 = !{i32 2, !"Debug Info Version", i32 3}
!llvm.dbg.cu = !{!1}
!1 = distinct !DICompileUnit(language: DW_LANG_C99, file: !2, emissionKind: FullDebug)
!2 = !DIFile(filename: "a.c", directory: "/")
!3 = distinct !DISubprogram(name: "test", file: !2, line: 1, unit: !1)
!4 = !DILocation(line: 1, scope: !3)
