# The stages as a page.
def colours: ["#7a869a", "#c9a227", "#2f6fde", "#8e6bbf", "#2a9d6f", "#d1495b"];
def bar($x; $w; $i): "<rect x=\"\($x)\" width=\"\([$w, 0.5] | max)\" height=\"14\" fill=\"\(colours[$i])\"/>";
# A reply's stages side by side; $scale is ms per unit.
def bars($scale): reduce (.stages | to_entries[] | select(.value and .value > 0)) as $s
    ({ x: 0, svg: "" }; { svg: (.svg + bar(.x; $s.value / $scale; $s.key)),
	x: (.x + $s.value / $scale) }) | .svg;
([.replies[].stages | map(values | if . < 0 then 0 else . end) | add] | max // 1) as $longest |
($longest / 700) as $scale |
"<!doctype html><meta charset=\"utf-8\"><title>A minute in the studio</title>
<style>
body { font: 15px/1.5 system-ui, 'Noto Sans', NanumGothic, sans-serif; max-width: 76rem;
    margin: 2rem auto; padding: 0 1rem; color: #1b1f27; background: #fff }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
td, th { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #ddd }
td:first-child, th:first-child { text-align: left }
i { display: inline-block; width: .8em; height: .8em; margin-right: .5em }
img { max-width: 100%; border: 1px solid #ddd }
.shots { display: flex; gap: 1rem; flex-wrap: wrap } .shots img { width: 23rem }
.bars td { border: 0; padding: .1rem .6rem; white-space: nowrap }
.bars td:first-child { max-width: 26rem; overflow: hidden; text-overflow: ellipsis }
</style>
<h1>A minute in the studio</h1>
<p>\(.counts.sent) messages sent, \(.counts.messages) received, \(.counts.replies) replies,
\(.replies | length) of them spoken; \(.counts.mouth) positions of the lips in
\(.counts.params) frames of the avatar, \(.counts.lost) inputs lost.</p>
<h2>From chat to mouth</h2>
<table><tr><th>stage<th>median<th>90 %<th>longest</tr>",
(.stages | to_entries[] | "<tr><td><i style=\"background:\(colours[.key] // "none")\"></i>\(.value.name | @html)<td>\(.value.median // "–")<td>\(.value.p90 // "–")<td>\(.value.max // "–") ms</tr>"),
"</table><h2>Each reply</h2><table class=\"bars\">",
(.replies[] | "<tr><td>\(.text | @html)<td><svg width=\"720\" height=\"14\">\(bars($scale))</svg><td>\([.stages[] | values] | add) ms</tr>"),
"</table>
<h2>The overlay</h2><div class=\"shots\"><img src=\"overlay-1.png\" alt=\"the first reply\"><img src=\"overlay-2.png\" alt=\"in the middle\"><img src=\"overlay-3.png\" alt=\"at the end\"></div>
<h2>The chat</h2><img src=\"chart.png\" alt=\"chats by time\">
<h2>The avatar</h2><img src=\"avatar.png\" alt=\"its parameters\">
<p>What was heard: <a href=\"heard.wav\">heard.wav</a>; the broadcast to click through:
<a href=\"page.html\">page.html</a>; the records: chat.jsonl, said.jsonl, avatar.jsonl, sent.jsonl,
asked.jsonl.</p>"
