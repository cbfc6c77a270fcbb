return function(args)
  local next, even = {}, {}
  for x = 0, args.n - 1 do next[x + 1] = x + 1 end
  for i = 1, #next do
    if next[i] % 2 == 0 then even[#even + 1] = next[i] end
  end
  local sum = 0
  for i = 1, #even do sum = sum + even[i] end
  return sum
end
