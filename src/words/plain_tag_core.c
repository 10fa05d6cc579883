/*
 * plain_tag_core.c
 *		Tags of HTML, and what is known of elements.
 */
#include "words/plain_tag_core.h"

/* After so many tags that were read to the end of the text, a tag ends at the first >. */
#define MOST_LOST 8

#define LONGEST_ELEMENT 10

/* Longer values of attributes are not looked at. */
#define LONGEST_VALUE 1024

#define LINE ELEMENT_BLOCK
#define RAW (ELEMENT_HIDDEN | ELEMENT_RAW)

typedef struct Element
{
	char		name[LONGEST_ELEMENT + 1];
	uint8_t		is;
} Element;

static const Element elements[] = {
	{"a", ELEMENT_INLINE}, {"abbr", ELEMENT_INLINE}, {"acronym", ELEMENT_INLINE}, {"address", LINE},
	{"article", LINE}, {"aside", LINE}, {"audio", ELEMENT_HIDDEN}, {"b", ELEMENT_INLINE},
	{"base", ELEMENT_VOID}, {"big", ELEMENT_INLINE}, {"blockquote", LINE}, {"body", LINE},
	{"br", LINE | ELEMENT_VOID}, {"button", ELEMENT_INLINE}, {"canvas", ELEMENT_HIDDEN}, {"caption", LINE},
	{"center", LINE}, {"cite", ELEMENT_INLINE}, {"code", ELEMENT_INLINE}, {"col", ELEMENT_VOID},
	{"datalist", ELEMENT_HIDDEN}, {"dd", LINE}, {"del", ELEMENT_INLINE}, {"details", LINE}, {"dialog", LINE},
	{"dir", LINE}, {"div", LINE}, {"dl", LINE}, {"dt", LINE}, {"em", ELEMENT_INLINE},
	{"fieldset", LINE}, {"figcaption", LINE}, {"figure", LINE}, {"font", ELEMENT_INLINE}, {"footer", LINE},
	{"form", LINE}, {"h1", LINE}, {"h2", LINE}, {"h3", LINE}, {"h4", LINE}, {"h5", LINE}, {"h6", LINE},
	{"head", LINE | ELEMENT_HIDDEN}, {"header", LINE}, {"hr", LINE | ELEMENT_VOID}, {"html", LINE},
	{"i", ELEMENT_INLINE}, {"iframe", RAW}, {"img", ELEMENT_VOID}, {"input", ELEMENT_VOID},
	{"ins", ELEMENT_INLINE}, {"kbd", ELEMENT_INLINE}, {"label", ELEMENT_INLINE}, {"legend", LINE},
	{"li", LINE}, {"link", ELEMENT_VOID}, {"listing", LINE | ELEMENT_PRE}, {"main", LINE},
	{"mark", ELEMENT_INLINE}, {"math", ELEMENT_HIDDEN}, {"menu", LINE}, {"meta", ELEMENT_VOID}, {"nav", LINE},
	{"noembed", RAW}, {"noframes", RAW}, {"noscript", ELEMENT_HIDDEN}, {"object", ELEMENT_HIDDEN},
	{"ol", LINE}, {"optgroup", LINE}, {"option", LINE}, {"p", LINE}, {"pre", LINE | ELEMENT_PRE},
	{"q", ELEMENT_INLINE}, {"s", ELEMENT_INLINE}, {"script", RAW}, {"section", LINE}, {"select", ELEMENT_HIDDEN},
	{"small", ELEMENT_INLINE}, {"span", ELEMENT_INLINE}, {"strike", ELEMENT_INLINE}, {"strong", ELEMENT_INLINE},
	{"style", RAW}, {"sub", ELEMENT_INLINE}, {"summary", LINE}, {"sup", ELEMENT_INLINE}, {"svg", ELEMENT_HIDDEN},
	{"table", LINE}, {"tbody", LINE}, {"td", ELEMENT_CELL}, {"template", ELEMENT_HIDDEN},
	{"textarea", LINE}, {"tfoot", LINE}, {"th", ELEMENT_CELL}, {"thead", LINE}, {"title", RAW}, {"tr", LINE},
	{"tt", ELEMENT_INLINE}, {"u", ELEMENT_INLINE}, {"ul", LINE}, {"video", ELEMENT_HIDDEN}, {"wbr", ELEMENT_VOID},
	{"xmp", LINE | ELEMENT_PRE}
};

static bool
ends_name(uint8_t byte)
{
	return plain_is_space(byte) || byte == '/' || byte == '>';
}

int
plain_element(PlainText text, PlainText *name)
{
	char		lower[LONGEST_ELEMENT + 1] = "";
	size_t		low = 0;
	size_t		high = PLAIN_COUNT(elements);
	size_t		size = 0;

	while (size < text.size && !ends_name(text.bytes[size]))
	{
		if (size < LONGEST_ELEMENT)
			lower[size] = (char) plain_lower(text.bytes[size]);
		size++;
	}
	*name = (PlainText) {text.bytes, size};
	while (low < high && size <= LONGEST_ELEMENT)
	{
		size_t		middle = (low + high) / 2;
		int			order = strcmp(lower, elements[middle].name);

		if (order == 0)
			return elements[middle].is;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

bool
plain_same_name(PlainText a, PlainText b)
{
	size_t		i = 0;

	while (i < a.size && i < b.size && plain_lower(a.bytes[i]) == plain_lower(b.bytes[i]))
		i++;
	return a.size == b.size && i == a.size;
}

bool
plain_has_word(PlainText value, const char *word)
{
	size_t		size = strlen(word);

	for (size_t at = 0; at + size <= value.size; at++)
		if ((at == 0 || plain_is_space(value.bytes[at - 1])) &&
			(at + size == value.size || plain_is_space(value.bytes[at + size])) &&
			plain_begins(plain_from(value, at), word))
			return true;
	return false;
}

static size_t
skip_space(PlainTagReader *reader, size_t at)
{
	while (at < reader->text.size && plain_is_space(reader->text.bytes[at]))
		plain_poll(&reader->poll, at++);
	return at;
}

/* Note the value of an attribute that says what is quoted; the first of a name counts. */
static void
note_attribute(PlainTag *tag, PlainText name, PlainText value)
{
	PlainText  *place = plain_is(name, "id") ? &tag->id : plain_is(name, "class") ? &tag->classes :
		plain_is(name, "style") ? &tag->style : plain_is(name, "name") ? &tag->called : NULL;

	if (place && place->size == 0 && value.size <= LONGEST_VALUE)
		*place = value;
}

/*
 * Read an attribute, and its value, from a byte on that does not end the tag.  Gives where it
 * ends: the size of the text where it does not.
 */
static size_t
read_attribute(PlainTagReader *reader, size_t at, PlainTag *tag)
{
	PlainText	text = reader->text;
	size_t		begin = at++;
	PlainText	name;
	const uint8_t *end;

	while (at < text.size && text.bytes[at] != '=' && !ends_name(text.bytes[at]))
		plain_poll(&reader->poll, at++);
	name = (PlainText) {text.bytes + begin, at - begin};
	at = skip_space(reader, at);
	if (at == text.size || text.bytes[at] != '=')
		return at;
	begin = at = skip_space(reader, at + 1);
	if (at == text.size)
		return at;
	if (text.bytes[at] == '"' || text.bytes[at] == '\'')
	{
		end = memchr(text.bytes + at + 1, text.bytes[at], text.size - at - 1);
		if (end == NULL)
			return text.size;
		note_attribute(tag, name, plain_between(text.bytes + at + 1, end));
		return (size_t) (end - text.bytes) + 1;
	}
	while (at < text.size && !plain_is_space(text.bytes[at]) && text.bytes[at] != '>')
		plain_poll(&reader->poll, at++);
	note_attribute(tag, name, (PlainText) {text.bytes + begin, at - begin});
	return at;
}

/* A tag whose quotes are not looked at: from where its name ends to the first >. */
static size_t
read_to_first_end(PlainTagReader *reader, size_t at, const PlainTag *tag)
{
	PlainText	rest = plain_from(reader->text, at);
	const uint8_t *end = reader->no_more || rest.size == 0 ? NULL : memchr(rest.bytes, '>', rest.size);

	if (end)
		return (size_t) (end - reader->text.bytes) + 1;
	reader->no_more = true;
	return tag->element != 0 ? reader->text.size : 0;
}

size_t
plain_read_tag(PlainTagReader *reader, size_t at, PlainTag *tag)
{
	PlainText	text = reader->text;
	size_t		attributes;

	*tag = (PlainTag) {.ends = text.bytes[at + 1] == '/'};
	at += 1 + tag->ends;
	/* a name is looked at no further than it can be one */
	tag->element = plain_element((PlainText) {text.bytes + at, text.size - at < 64 ? text.size - at : 64}, &tag->name);
	attributes = at += tag->name.size;
	if (reader->lost == MOST_LOST || reader->no_more)
		return read_to_first_end(reader, attributes, tag);
	for (;;)
	{
		while (at < text.size && (plain_is_space(text.bytes[at]) || text.bytes[at] == '/'))
			plain_poll(&reader->poll, at++);
		if (at == text.size)
			break;
		if (text.bytes[at] == '>')
		{
			tag->empty = text.bytes[at - 1] == '/';
			return at + 1;
		}
		at = read_attribute(reader, at, tag);
	}
	/* what was read as a value may be text behind a quote that is not closed */
	reader->lost++;
	tag->id = tag->classes = tag->style = tag->called = (PlainText) {text.bytes, 0};
	return read_to_first_end(reader, attributes, tag);
}
