/* What Python's _scproxy uses of SystemConfiguration; see CoreFoundation.h. */
#pragma once
#include <CoreFoundation/CoreFoundation.h>

typedef const struct __SCDynamicStore *SCDynamicStoreRef;

CFDictionaryRef SCDynamicStoreCopyProxies(SCDynamicStoreRef);

extern const CFStringRef kSCPropNetProxiesExcludeSimpleHostnames, kSCPropNetProxiesExceptionsList;
extern const CFStringRef kSCPropNetProxiesHTTPEnable, kSCPropNetProxiesHTTPProxy,
    kSCPropNetProxiesHTTPPort;
extern const CFStringRef kSCPropNetProxiesHTTPSEnable, kSCPropNetProxiesHTTPSProxy,
    kSCPropNetProxiesHTTPSPort;
extern const CFStringRef kSCPropNetProxiesFTPEnable, kSCPropNetProxiesFTPProxy,
    kSCPropNetProxiesFTPPort;
extern const CFStringRef kSCPropNetProxiesGopherEnable, kSCPropNetProxiesGopherProxy,
    kSCPropNetProxiesGopherPort;
extern const CFStringRef kSCPropNetProxiesSOCKSEnable, kSCPropNetProxiesSOCKSProxy,
    kSCPropNetProxiesSOCKSPort;
