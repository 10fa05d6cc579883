/*
 * test_plain_transcript.c
 *		The customer's turns in a transcript, and who is a customer.
 */
#include "plain_shows.h"
#include "unit.h"
#include "words/plain_speaker_core.h"

static void
test_shapes(void)
{
	CHECK(transcript_shows("Customer: hi\nstill me\nAgent: no\nno\nCustomer: bye", "hi\nstill me\nbye"));
	CHECK(transcript_shows("[10:02:11] Customer: hi\n[10:02:12] Bob: no", "hi"));
	CHECK(transcript_shows("10:02 Visitor (Anna): hi\n10:03 Support: no", "hi"));
	CHECK(transcript_shows("Anna (Customer): hi\nBob (Agent): no", "hi"));
	CHECK(transcript_shows("AGENT> no\nCALLER> hi", "hi"));
	CHECK(transcript_shows("**Customer**: hi\n**Bob:** no\n*Customer:* bye", "hi\nbye"));
	CHECK(transcript_shows("09:43 AM | User: hi\r\n\r\n09:45 AM | Kelly from Acme: no\r\n", "hi"));
	CHECK(transcript_shows("2026-01-05T10:02:11Z CUSTOMER: hi\n2026-01-05T10:02:12Z SYSTEM: no", "hi"));
	CHECK(transcript_shows("05/01/2026, 10:02 - Guest: hi\n05/01/2026, 10:03 - Bob: no", "hi"));
	CHECK(transcript_shows("( 2s ) Bob: no\n( 1m 52s ) Visitor: hi", "hi"));
	CHECK(transcript_shows("Customer [10:02]: hi\nBob [10:03]: no", "hi"));
	CHECK(transcript_shows("Customer:\nhi\nAgent:\nno", "hi"));
	CHECK(transcript_shows("Customer:hi\nAgent:no", "hi"));
	CHECK(transcript_shows("お客様：届きません\n担当者：申し訳ございません", "届きません"));
}

static void
test_turns(void)
{
	/* nothing is known to be the customer's */
	CHECK(transcript_shows("hello\nthere", ""));
	CHECK(transcript_shows("Anna: hi\nBob: no", ""));
	CHECK(transcript_shows("before\nCustomer: hi", "hi"));
	/* a system's lines end a turn */
	CHECK(transcript_shows("(10:02) Visitor: hi\n(10:03) *** Bob joined the chat ***\nno", "hi"));
	CHECK(transcript_shows("Customer: hi\n--- October 3, 2025 ---\nno", "hi"));
	CHECK(transcript_shows("[10:02] Customer: hi\n[10:03] Bob has joined\nno", "hi"));
	/* unknown labels: with times only where one stands there */
	CHECK(transcript_shows("[10:02] Customer: hi\nMonday: nothing\n[10:03] Bob: no", "hi\nMonday: nothing"));
	CHECK(transcript_shows("Customer: hi\nBob Smith: no\nCustomer: bye", "hi\nbye"));
	/* colons that label nobody */
	CHECK(transcript_shows("Customer: look\n"
				"my order number: 5\nNote: two\nhttps://x.com\nsee: that\nI asked support: no",
					"look\nmy order number: 5\nNote: two\nhttps://x.com\nsee: that\nI asked support: no"));
	CHECK(transcript_shows("Customer: (2 times) hi\n(5 items) I sent\n10:30 I called",
					"(2 times) hi\n(5 items) I sent\n10:30 I called"));
	CHECK(transcript_shows("Agent: Dear customer: no\nCustomer: hi", "hi"));
	CHECK(transcript_shows("Agent: the customer: no\nDear customer: no\nCustomer: hi", "hi"));
	CHECK(transcript_shows("", ""));
	CHECK(transcript_shows("Customer:", ""));
}

static PlainSpeaker
speaker(const char *line)
{
	return plain_turn(plain_literal(line)).speaker;
}

static void
test_speakers(void)
{
	static const char *const mine[] = {
		"Customer: x", "customer: x", "CUSTOMER: x", "Client: x", "Caller 1: x", "Visitor 12345678: x", "End user: x",
		"End-User: x", "Me: x", "Customer #2: x", "Customer Anna Smith: x", "Kunde: x", "Kundin: x", "Anrufer: x",
		"Ich: x", "Moi : x", "Utilisateur: x", "Invité: x", "Cliente: x", "Usuario: x", "Utente: x", "Klant: x",
		"Usuário: x", "ユーザー: x", "Anna [customer]: x", "Anna (Visitor) (10:02): x", "_Guest_: x"
	};
	static const char *const theirs[] = {
		"Agent: x", "Customer Service: x", "Customer Support Team: x", "Guest Services: x", "Client Success: x",
		"Agent (customer care): x", "Kundenservice: x", "Chat Bot: x", "live agent: x", "System: x", "CUSTOM_BOT: x",
		"Conseiller: x", "Support > x", "Operador: x", "Medewerker: x", "Suporte: x", "担当者: x"
	};

	for (size_t i = 0; i < sizeof(mine) / sizeof(mine[0]); i++)
		CHECK(speaker(mine[i]) == SPEAKER_CUSTOMER);
	for (size_t i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++)
		CHECK(speaker(theirs[i]) == SPEAKER_OTHER);
	CHECK(speaker("Bob: x") == SPEAKER_UNKNOWN);
	CHECK(speaker("Anna van der Berg: x") == SPEAKER_UNKNOWN);
	CHECK(speaker("Bill: x") == SPEAKER_UNKNOWN);
	CHECK(speaker("Kelly from Account: x") == SPEAKER_UNKNOWN);
	CHECK(speaker("[10:02] Note: x") == SPEAKER_UNKNOWN);
	CHECK(speaker("Customer Number: 5") == SPEAKER_UNKNOWN);
	CHECK(speaker("Caller ID: 5") == SPEAKER_UNKNOWN);
	CHECK(speaker("customer number: 5") == SPEAKER_NONE);
	CHECK(speaker("Order Number: 5") == SPEAKER_NONE);
	CHECK(speaker("the customer wants: x") == SPEAKER_NONE);
	CHECK(speaker("customer wants refund: x") == SPEAKER_NONE);
	CHECK(speaker("A label of more than sixty bytes that nobody has ever had before: x") == SPEAKER_NONE);
	CHECK(speaker("App -> crash") == SPEAKER_NONE);
}

void
test_plain_transcript(void)
{
	RUN(test_shapes());
	RUN(test_turns());
	RUN(test_speakers());
}
