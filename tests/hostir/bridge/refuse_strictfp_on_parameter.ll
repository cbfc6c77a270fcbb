; refuse: host_version_unsupported
; refuse: `strictfp`
define i64 @test(i64 strictfp %p) {
  ret i64 0
}
