local function channelScore(channel)
  if channel.Chip then return 0 end
  if channel.Contactless then return 5 end
  if channel.Online then
    if channel.Online.verified then return 10 end
    return channel.Online.device == 0 and 45 or 25
  end
  return 20 + 10 * channel.Phone[1]
end
local function verdict(p)
  local score = channelScore(p.channel) + (p.country == p.home and 0 or 20) + (p.hour < 6 and 10 or 0)
    + (p.cents > 100000 and 25 or p.cents > 20000 and 10 or 0) + 4 * p.recent
  if score < 40 then return { Accept = json.object {} } end
  if score < 70 then return { Review = { score } } end
  return { Reject = { score = score, rule = p.country == p.home and 1 or 2 } }
end
return function(args)
  local verdicts = {}
  for i = 1, #args.payments do verdicts[i] = verdict(args.payments[i]) end
  return verdicts
end
