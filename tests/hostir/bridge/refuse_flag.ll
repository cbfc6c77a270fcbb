; refuse: host_version_unsupported
; refuse: `futureflag`
define i64 @test(i8 %p) {
  %a = icmp futureflag slt i8 %p, 0
  ret i64 0
}
