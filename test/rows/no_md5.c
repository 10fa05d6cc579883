/*
 * test/rows/no_md5.c - preloaded into a server, it leaves it without MD5, as OpenSSL is where FIPS holds.
 */
#define _GNU_SOURCE
#include <dlfcn.h>

const void *EVP_md5(void);
int			EVP_DigestInit_ex(void *context, const void *type, void *engine);

int
EVP_DigestInit_ex(void *context, const void *type, void *engine)
{
	int			(*next) (void *, const void *, void *);

	*(void **) &next = dlsym(RTLD_NEXT, "EVP_DigestInit_ex");
	return type == EVP_md5() ? 0 : next(context, type, engine);
}
