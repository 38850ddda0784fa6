#ifndef CTANGOORB_H
#define CTANGOORB_H
#endif
