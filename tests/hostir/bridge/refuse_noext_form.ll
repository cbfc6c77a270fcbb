; refuse: host_version_unsupported
define i64 @test(i8 noext(later) %p) {
  ret i64 0
}
