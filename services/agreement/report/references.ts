/** Where a figure comes from; every figure names one of these. */
export const REFERENCES = {
  BlandAltman1986: 'Bland JM, Altman DG. Lancet 1986; 327:307',
  BlandAltman1999: 'Bland JM, Altman DG. Stat Methods Med Res 1999; 8:135. doi 10.1177/096228029900800204',
  BlandAltman2007: 'Bland JM, Altman DG. J Biopharm Stat 2007; 17:571. doi 10.1080/10543400701329422',
  Bonett2002: 'Bonett DG. Stat Med 2002; 21:1331. doi 10.1002/sim.1108',
  Carkeet2015: 'Carkeet A. Optom Vis Sci 2015; 92:e71. doi 10.1097/OPX.0000000000000513',
  Cohen1960: 'Cohen J. Educ Psychol Meas 1960; 20:37. doi 10.1177/001316446002000104',
  Cohen1968: 'Cohen J. Psychol Bull 1968; 70:213. doi 10.1037/h0026256',
  deVet2006: 'de Vet HCW et al. J Clin Epidemiol 2006; 59:1033. doi 10.1016/j.jclinepi.2005.10.015',
  Field2007: 'Field CA, Welsh AH. J R Stat Soc B 2007; 69:369. doi 10.1111/j.1467-9868.2007.00593.x',
  FleissCohenEveritt1969: 'Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969; 72:323. doi 10.1037/h0028106',
  KooLi2016: 'Koo TK, Li MY. J Chiropr Med 2016; 15:155. doi 10.1016/j.jcm.2016.02.012',
  Lin1989: 'Lin LI. Biometrics 1989; 45:255. doi 10.2307/2532051; corrected in Biometrics 2000; 56:324',
  Linnet1990: 'Linnet K. Stat Med 1990; 9:1463. doi 10.1002/sim.4780091210',
  Linnet1993: 'Linnet K. Clin Chem 1993; 39:424',
  McGrawWong1996: 'McGraw KO, Wong SP. Psychol Methods 1996; 1:30. doi 10.1037/1082-989X.1.1.30',
  McNemar1947: 'McNemar Q. Psychometrika 1947; 12:153. doi 10.1007/BF02295996',
  PassingBablok1983: 'Passing H, Bablok W. J Clin Chem Clin Biochem 1983; 21:709. doi 10.1515/cclm.1983.21.11.709',
  Schuirmann1987: 'Schuirmann DJ. J Pharmacokinet Biopharm 1987; 15:657. doi 10.1007/BF01068419',
  ShroutFleiss1979: 'Shrout PE, Fleiss JL. Psychol Bull 1979; 86:420. doi 10.1037/0033-2909.86.2.420',
  Wilson1927: 'Wilson EB. J Am Stat Assoc 1927; 22:209. doi 10.1080/01621459.1927.10502953',
} as const;

export type Reference = keyof typeof REFERENCES;
