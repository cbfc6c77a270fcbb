local function isPrime(k, d)
  if d * d > k then return true end
  if k % d == 0 then return false end
  return isPrime(k, d + 1)
end
return function(args)
  local primes = {}
  for k = 2, args.n - 1 do
    if isPrime(k, 2) then primes[#primes + 1] = k end
  end
  return #primes
end
