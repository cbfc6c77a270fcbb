-- JSON for the peers: what the workloads' arguments and results need, members sorted by
-- name as Relon writes them. An empty table is a list.
local json = { null = {} }

-- An empty object, where `{}` alone would be a list.
local objects = {}
function json.object(value)
  return setmetatable(value, objects)
end

local escapes = { n = "\n", t = "\t", r = "\r", b = "\b", f = "\f" }

local function decodeString(text, from)
  local parts, at = {}, from + 1
  while true do
    local stop = text:find('["\\]', at)
    parts[#parts + 1] = text:sub(at, stop - 1)
    if text:sub(stop, stop) == '"' then return table.concat(parts), stop + 1 end
    local escape = text:sub(stop + 1, stop + 1)
    parts[#parts + 1] = escapes[escape] or escape
    at = stop + 2
  end
end

local decodeAt

local function skip(text, at)
  return text:find("[^ \n\r\t]", at)
end

local function decodeList(text, at)
  local list = {}
  at = skip(text, at + 1)
  while text:sub(at, at) ~= "]" do
    list[#list + 1], at = decodeAt(text, at)
    at = skip(text, at)
    if text:sub(at, at) == "," then at = skip(text, at + 1) end
  end
  return list, at + 1
end

local function decodeObject(text, at)
  local object, key = {}, nil
  at = skip(text, at + 1)
  while text:sub(at, at) ~= "}" do
    key, at = decodeString(text, at)
    at = skip(text, skip(text, at) + 1)
    object[key], at = decodeAt(text, at)
    at = skip(text, at)
    if text:sub(at, at) == "," then at = skip(text, at + 1) end
  end
  return object, at + 1
end

local words = { t = { true, 4 }, f = { false, 5 }, n = { nil, 4 } }

decodeAt = function(text, at)
  local first = text:sub(at, at)
  if first == "{" then return decodeObject(text, at) end
  if first == "[" then return decodeList(text, at) end
  if first == '"' then return decodeString(text, at) end
  if words[first] then return words[first][1], at + words[first][2] end
  local number = text:match("^[-0-9.eE+]+", at)
  return tonumber(number), at + #number
end

function json.decode(text)
  return (decodeAt(text, skip(text, 1)))
end

local function encodeNumber(value)
  if value == math.floor(value) and math.abs(value) < 2 ^ 53 then return string.format("%.0f", value) end
  return string.format("%.17g", value)
end

local function encodeTable(value)
  local parts = {}
  if #value > 0 or next(value) == nil and getmetatable(value) ~= objects then
    for i = 1, #value do parts[i] = json.encode(value[i]) end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys)
  for i, key in ipairs(keys) do parts[i] = json.encode(key) .. ":" .. json.encode(value[key]) end
  return "{" .. table.concat(parts, ",") .. "}"
end

function json.encode(value)
  if value == json.null then return "null" end
  if type(value) == "number" then return encodeNumber(value) end
  if type(value) == "string" then return '"' .. value:gsub('["\\]', "\\%0"):gsub("\n", "\\n") .. '"' end
  if type(value) == "table" then return encodeTable(value) end
  return tostring(value)
end

return json
