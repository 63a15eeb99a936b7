// What a file said: functions, their cost, and stacks or calls.
#pragma once

#include "src/model/profile.h"
