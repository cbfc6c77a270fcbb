; refuse: host_version_unsupported
; refuse: `convergent`
define i64 @test(i64 convergent %p) {
  ret i64 0
}
