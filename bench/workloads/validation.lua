local function required(field, text, problems)
  if not text:find("%S") then problems[#problems + 1] = { Missing = { field } } end
end
local function problemsOf(person)
  local problems = {}
  required("name", person.name, problems)
  required("country", person.country, problems)
  if #person.name > 24 then problems[#problems + 1] = { TooLong = { field = "name", length = #person.name } } end
  local mail, phone = person.mail, person.phone
  if not mail:find("@", 1, true) or mail:find(" ", 1, true) or mail:sub(-1) == "." then
    problems[#problems + 1] = { Malformed = { "mail" } }
  end
  if phone:sub(1, 1) ~= "+" or #phone < 8 then problems[#problems + 1] = { Malformed = { "phone" } } end
  return problems
end
return function(args)
  local results = {}
  for i = 1, #args.people do results[i] = problemsOf(args.people[i]) end
  return results
end
