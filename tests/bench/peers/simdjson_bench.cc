// simdjson_bench - the same extraction as scan_bench, by simdjson on demand.
//
//	simdjson_bench FILE [SECONDS]
//
// For AVX2 both halves have to be told: the compiler by -march=haswell, the
// library by SIMDJSON_FORCE_IMPLEMENTATION=haswell.  One pass over
// iterate_many, keys compared as they come: its fastest way.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <simdjson.h>
#include <string_view>

using namespace simdjson;

struct sums {
	uint64_t records, chats, streams, times, users;
};

static double cpu_seconds()
{
	timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return double(t.tv_sec) + double(t.tv_nsec) / 1e9;
}

static uint64_t text_sum(ondemand::value v)
{
	std::string_view s;

	if (v.get_string().get(s) != SUCCESS || s.empty())
		return 0;
	return s.size() * 256 + (unsigned char)s.back();
}

static void add(sums &s, ondemand::document_reference doc)
{
	for (auto field : doc.get_object()) {
		ondemand::raw_json_string key = field.key();
		std::string_view text;
		int64_t t_ms;

		if (key.unsafe_is_equal("type"))
			s.chats += field.value().get_string().get(text) ==
				SUCCESS && text == "chat";
		else if (key.unsafe_is_equal("stream_id"))
			s.streams += text_sum(field.value());
		else if (key.unsafe_is_equal("user_id"))
			s.users += text_sum(field.value());
		else if (key.unsafe_is_equal("t_ms") &&
		    field.value().get_int64().get(t_ms) == SUCCESS)
			s.times += uint64_t(t_ms);
	}
	s.records++;
}

static sums run(ondemand::parser &parser, const padded_string &text)
{
	sums s{};
	ondemand::document_stream docs;

	if (parser.iterate_many(text, 1 << 20).get(docs) != SUCCESS)
		exit(1);
	for (auto doc : docs)
		add(s, doc.value());
	return s;
}

int main(int argc, char *argv[])
{
	double limit = argc > 2 ? atof(argv[2]) : 3, best = 1e9, total = 0;
	ondemand::parser parser;
	padded_string text;
	sums s{};

	if (argc < 2 || padded_string::load(argv[1]).get(text) != SUCCESS) {
		fprintf(stderr, "usage: simdjson_bench FILE [SECONDS]\n");
		return 2;
	}
	for (int i = 0; i < 5 || total < limit; i++) {
		double t = cpu_seconds();

		s = run(parser, text);
		t = cpu_seconds() - t;
		total += t;
		best = t < best ? t : best;
	}
	printf("%.3f GB/s %.2f M/s simdjson %s: %llu records, %llu chats, "
	       "sums %llx %llx %llx\n",
	    double(text.size()) / best / 1e9, double(s.records) / best / 1e6,
	    get_active_implementation()->name().c_str(),
	    (unsigned long long)s.records, (unsigned long long)s.chats,
	    (unsigned long long)s.streams, (unsigned long long)s.times,
	    (unsigned long long)s.users);
}
