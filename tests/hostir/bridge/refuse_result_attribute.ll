; refuse: host_version_unsupported
; refuse: `fastandloose`
define fastandloose i64 @test() {
  ret i64 0
}
