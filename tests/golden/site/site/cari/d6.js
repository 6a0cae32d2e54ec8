suluhCari("d6","551bb9",[["Kendala","../kendala/index.html","Kendala",[["","",""]]]])
