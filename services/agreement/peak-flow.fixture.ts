/**
 * Peak expiratory flow of 17 subjects, l/min: first reading of a Wright meter and of a mini meter.
 * @source BlandAltman1986 (Lancet 327:307), table 1
 */
export const WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427];
export const MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];
