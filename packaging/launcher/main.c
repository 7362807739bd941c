/* Parlance's executable: finds its bundle and runs Python in this very process, so that the Dock
   icon, the microphone grant and the crash reports are Parlance's and not a "python"'s.

     Parlance [WORD|FILE|OPTION...]     the program: the module `app`
     Parlance -c CODE [ARGUMENT...]     for child processes (multiprocessing starts them so)
     Parlance -m MODULE [ARGUMENT...]

   In front of -c and -m stand the interpreter's own options that a Python parent hands down; of
   these only -u, -W and -X mean something here, for the rest is settled: nothing is taken from the
   environment or the user's folders, no .pyc is written (it would break the bundle's seal), and
   modules come from four folders of the bundle. */

#include <Python.h>

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __APPLE__
#include <CoreFoundation/CoreFoundation.h>
#include <mach-o/dyld.h>
#include <sys/resource.h>
#endif

#define VERSION Py_STRINGIFY(PY_MAJOR_VERSION) "." Py_STRINGIFY(PY_MINOR_VERSION)

#define MOST_FILES 4096

static const char *const FOLDERS[] = {
    "Resources/python/lib/python" VERSION,
    "Resources/python/lib/python" VERSION "/lib-dynload",
    "Resources/site-packages",
    "Resources/parlance",
};

/* Says why there is no program, in the terminal or, started from the Finder, in a dialogue. */
static int fail(const char *format, ...)
{
    char sentence[PATH_MAX + 256];
    va_list values;
    va_start(values, format);
    vsnprintf(sentence, sizeof sentence, format, values);
    va_end(values);
    fprintf(stderr, "Parlance cannot start: %s\n", sentence);
#ifdef __APPLE__
    if (!isatty(STDERR_FILENO)) {
        CFStringRef head =
            CFStringCreateWithCString(NULL, "Parlance cannot start", kCFStringEncodingUTF8);
        CFStringRef text = CFStringCreateWithCString(NULL, sentence, kCFStringEncodingUTF8);
        if (head != NULL && text != NULL)
            CFUserNotificationDisplayNotice(0, kCFUserNotificationStopAlertLevel, NULL, NULL, NULL,
                                            head, text, NULL);
    }
#endif
    return 1;
}

/* This file's path without links; false with errno's reason. */
static int find_self(char self[PATH_MAX])
{
#ifdef __APPLE__
    char path[PATH_MAX];
    uint32_t size = sizeof path;
    if (_NSGetExecutablePath(path, &size) != 0) {
        errno = ENAMETOOLONG;
        return 0;
    }
    return realpath(path, self) != NULL;
#else
    return realpath("/proc/self/exe", self) != NULL;
#endif
}

/* The Finder lets a program open 256 files at once, which a large model, a download and the chats'
   database together may reach. */
static void allow_files(void)
{
#ifdef __APPLE__
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < MOST_FILES) {
        files.rlim_cur = files.rlim_max < MOST_FILES ? files.rlim_max : MOST_FILES;
        setrlimit(RLIMIT_NOFILE, &files); /* where that fails, 256 it is */
    }
#endif
}

/* Takes the last part off a path. */
static void drop_name(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash != NULL)
        *slash = '\0';
}

/* What the arguments ask for. */
typedef struct {
    const char *code;     /* of -c */
    const char *module;   /* of -m */
    int first;            /* the first argument for the program itself */
    int unbuffered;
    int options;          /* how many of argv[1 ..] are the interpreter's, if code or module is set */
} Wanted;

/* Whether these letters behind a "-" are switches that a Python parent hands down. */
static int are_switches(const char *letters)
{
    return *letters != '\0' && letters[strspn(letters, "bBdEIOPqsSuv")] == '\0';
}

/* The Finder's number for a process: macOS passes it along, alone, when a downloaded app is opened
   for the first time. */
static int is_process_number(const char *word)
{
    return strncmp(word, "-psn_", 5) == 0;
}

static Wanted understand(int argc, char **argv)
{
    Wanted app = {.module = "app", .first = 1}, child = {0};
    for (int at = 1; at < argc; at++) {
        const char *word = argv[at];
        if (word[0] != '-')
            return app;
        if (word[1] == 'c' || word[1] == 'm') {
            if (word[2] != '\0' || at + 1 == argc)
                return app;
            *(word[1] == 'c' ? &child.code : &child.module) = argv[at + 1];
            child.first = at + 2;
            child.options = at - 1;
            return child;
        }
        if (word[1] == 'X' || word[1] == 'W') {
            at += word[2] == '\0';
        } else if (are_switches(word + 1)) {
            child.unbuffered |= strchr(word, 'u') != NULL;
        } else {
            return app;
        }
    }
    return app;
}

/* Appends text of the command line to a list. */
static PyStatus append(PyWideStringList *list, const char *text)
{
    wchar_t *wide = Py_DecodeLocale(text, NULL);
    if (wide == NULL)
        return PyStatus_NoMemory();
    PyStatus status = PyWideStringList_Append(list, wide);
    PyMem_RawFree(wide);
    return status;
}

#define TRY(call)                                                                                  \
    do {                                                                                           \
        PyStatus status_ = (call);                                                                 \
        if (PyStatus_Exception(status_))                                                           \
            return status_;                                                                        \
    } while (0)

static PyStatus set_options(PyConfig *config, const Wanted *wanted, char **argv)
{
    for (int at = 1; at <= wanted->options; at++) {
        char kind = argv[at][1];
        if (kind != 'X' && kind != 'W')
            continue;
        const char *value = argv[at][2] != '\0' ? argv[at] + 2 : argv[++at];
        TRY(append(kind == 'X' ? &config->xoptions : &config->warnoptions, value));
    }
    return PyStatus_Ok();
}

static PyStatus set_program(PyConfig *config, const Wanted *wanted, int argc, char **argv)
{
    if (wanted->code != NULL) {
        size_t length = strlen(wanted->code);
        char *code = malloc(length + 2); /* with the newline that the compiler wants at the end */
        if (code == NULL)
            return PyStatus_NoMemory();
        memcpy(code, wanted->code, length);
        memcpy(code + length, "\n", 2);
        PyStatus status = PyConfig_SetBytesString(config, &config->run_command, code);
        free(code);
        TRY(status);
    } else {
        TRY(PyConfig_SetBytesString(config, &config->run_module, wanted->module));
    }
    TRY(append(&config->argv, wanted->code != NULL ? "-c" : "-m"));
    for (int at = wanted->first; at < argc; at++)
        if (!is_process_number(argv[at]))
            TRY(append(&config->argv, argv[at]));
    for (int at = 0; at < argc; at++)
        TRY(append(&config->orig_argv, argv[at]));
    return PyStatus_Ok();
}

static PyStatus set_places(PyConfig *config, const char *self, const char *contents)
{
    char path[PATH_MAX + 64];
    /* multiprocessing starts its children with this. */
    TRY(PyConfig_SetBytesString(config, &config->program_name, self));
    TRY(PyConfig_SetBytesString(config, &config->executable, self));
    TRY(PyConfig_SetBytesString(config, &config->base_executable, self));
    snprintf(path, sizeof path, "%s/Resources/python", contents);
    TRY(PyConfig_SetBytesString(config, &config->home, path));
    config->module_search_paths_set = 1;
    for (size_t at = 0; at < sizeof FOLDERS / sizeof *FOLDERS; at++) {
        snprintf(path, sizeof path, "%s/%s", contents, FOLDERS[at]);
        if (access(path, F_OK) == 0) /* a static interpreter has no lib-dynload */
            TRY(append(&config->module_search_paths, path));
    }
    return PyStatus_Ok();
}

static PyStatus start_python(const char *self, const char *contents, int argc, char **argv)
{
    Wanted wanted = understand(argc, argv);
    PyPreConfig early;
    PyPreConfig_InitIsolatedConfig(&early);
    early.utf8_mode = 1;
    early.configure_locale = 1;
    early.coerce_c_locale = 1; /* as `python` does: the Finder sets no LANG, and Qt warns of "C" */
    TRY(Py_PreInitialize(&early));

    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.write_bytecode = 0;
    config.site_import = 0;             /* it would look for folders outside the bundle */
    config.install_signal_handlers = 1; /* Ctrl-C in a terminal, and no death by a closed pipe */
    config.buffered_stdio = !wanted.unbuffered;
    config.parse_argv = 0;
    PyStatus status = set_options(&config, &wanted, argv);
    if (!PyStatus_Exception(status))
        status = set_program(&config, &wanted, argc, argv);
    if (!PyStatus_Exception(status))
        status = set_places(&config, self, contents);
    if (!PyStatus_Exception(status))
        status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    return status;
}

int main(int argc, char **argv)
{
    static const char *const NEEDED[] = {
        "Resources/python/lib/python" VERSION "/encodings/__init__.py",
        "Resources/parlance/app/__main__.py",
    };
    char self[PATH_MAX], contents[PATH_MAX], path[PATH_MAX + 64];
    if (!find_self(self))
        return fail("the system does not tell where its program file lies (%s).", strerror(errno));
    strcpy(contents, self);
    drop_name(contents);
    drop_name(contents);
    for (size_t at = 0; at < sizeof NEEDED / sizeof *NEEDED; at++) {
        snprintf(path, sizeof path, "%s/%s", contents, NEEDED[at]);
        if (access(path, R_OK) != 0)
            return fail("%s cannot be read (%s). The app was copied in part or changed; "
                        "replace it with a fresh copy.", path, strerror(errno));
    }
#ifdef __linux__
    /* There MLX would fuse kernels by running g++ in mid-answer; see the script ./parlance. */
    setenv("MLX_DISABLE_COMPILE", "1", 0);
#endif
    allow_files();
    PyStatus status = start_python(self, contents, argc, argv);
    if (PyStatus_IsExit(status))
        return status.exitcode;
    if (PyStatus_Exception(status))
        return fail("its own Python gave up (%s). Replace the app with a fresh copy.",
                    status.err_msg != NULL ? status.err_msg : "no reason given");
    return Py_RunMain();
}
