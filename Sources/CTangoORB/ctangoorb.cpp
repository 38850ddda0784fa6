#include "ctangoorb.h"
