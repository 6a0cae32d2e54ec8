suluhCari("d7","551bb9",[["Panduan","../panduan/index.html","Panduan",[["","",""]]]])
