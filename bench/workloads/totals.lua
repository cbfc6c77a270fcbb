return function(args)
  local totals = {}
  for _, account in ipairs(args.accounts) do
    local total = 0
    for i = 1, #args.bookings do
      local booking = args.bookings[i]
      if not booking.isOpen and booking.account == account then total = total + booking.cents end
    end
    totals[account] = total
  end
  return totals
end
