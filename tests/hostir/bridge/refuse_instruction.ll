; refuse: host_version_unsupported
; refuse: `teleport`
define i64 @test(i64 %p) {
  %a = teleport i64 %p
  ret i64 %a
}
