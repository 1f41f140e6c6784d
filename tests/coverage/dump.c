/*
 * In a tool that counts what it runs, raise() writes the counts down first: a
 * tool that dies of a signal never comes to where they are written otherwise.
 * The linker puts it in the place of raise (--wrap).
 */
#include <signal.h>

void __gcov_dump(void);
int __real_raise(int signo);
int __wrap_raise(int signo);

int
__wrap_raise(int signo)
{
	__gcov_dump();
	return __real_raise(signo);
}
