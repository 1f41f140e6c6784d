/*
 * shape.h - points and boxes, in pixels: x to the right, y down.
 */
#ifndef CHZ_CHART_SHAPE_H
#define CHZ_CHART_SHAPE_H

struct spot {
	double x, y;
};

struct box {
	double x, y, w, h;
};

#endif
