/* What Python's _scproxy and Parlance's launcher use of CoreFoundation, declared for a build without
   Apple's SDK. On a Mac the real header is found instead. */
#pragma once
#include <stdint.h>
#include <string.h> /* Apple's brings it, and _scproxy.c counts on that */

typedef const void *CFTypeRef;
typedef const struct __CFAllocator *CFAllocatorRef;
typedef const struct __CFString *CFStringRef;
typedef const struct __CFNumber *CFNumberRef;
typedef const struct __CFArray *CFArrayRef;
typedef const struct __CFDictionary *CFDictionaryRef;
typedef const struct __CFURL *CFURLRef;
typedef long CFIndex;
typedef unsigned long CFOptionFlags;
typedef unsigned char Boolean;
typedef uint32_t CFStringEncoding;
typedef CFIndex CFNumberType;
typedef double CFTimeInterval;

enum { kCFStringEncodingUTF8 = 0x08000100, kCFNumberSInt32Type = 3 };
enum { kCFUserNotificationStopAlertLevel = 0 };

void CFRelease(CFTypeRef);
CFIndex CFArrayGetCount(CFArrayRef);
const void *CFArrayGetValueAtIndex(CFArrayRef, CFIndex);
const void *CFDictionaryGetValue(CFDictionaryRef, const void *);
Boolean CFNumberGetValue(CFNumberRef, CFNumberType, void *);
CFIndex CFStringGetLength(CFStringRef);
const char *CFStringGetCStringPtr(CFStringRef, CFStringEncoding);
Boolean CFStringGetCString(CFStringRef, char *, CFIndex, CFStringEncoding);
CFStringRef CFStringCreateWithCString(CFAllocatorRef, const char *, CFStringEncoding);
int32_t CFUserNotificationDisplayNotice(CFTimeInterval, CFOptionFlags, CFURLRef, CFURLRef, CFURLRef,
                                        CFStringRef, CFStringRef, CFStringRef);
