; refuse: host_version_unsupported
; refuse: `fastandloose`
; refuse: an unknown version
define i64 @test() fastandloose {
  ret i64 0
}
