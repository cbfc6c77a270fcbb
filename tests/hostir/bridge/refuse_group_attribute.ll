; refuse: host_version_unsupported
; refuse: `fastandloose`
define i64 @test() #0 {
  ret i64 0
}
attributes #0 = { nounwind fastandloose }
